// The staff console: htmx and small modules of its own.
import "htmx.org";
