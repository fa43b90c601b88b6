// After a form came back with errors, the summary is where reading begins.
export function focusErrors() {
  document.getElementById("errors")?.focus();
}
