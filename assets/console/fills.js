// Choosing one thing fills another: a match of the gazetteer its field, a request its reference. And questions asked only after an answer.
export function fills() {
  const fill = (element) => {
    const field = document.getElementById(element.dataset.fill);
    if (!field) return;
    field.value = element.dataset.value;
    if (element.matches("button")) field.focus();
  };
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-fill]")) fill(event.target);
    conditions();
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-fill]");
    if (button) fill(button);
  });
  conditions();
}

function conditions() {
  for (const block of document.querySelectorAll("[data-depends]")) {
    if (!block.dataset.depends) continue;
    const keys = block.dataset.dependsKeys.split(" ");
    const fields = [...document.getElementsByName(block.dataset.depends)];
    block.hidden = !fields.some((field) => (field.matches("select") || field.checked) && keys.includes(field.value));
  }
}
