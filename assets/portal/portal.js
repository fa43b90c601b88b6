// Small enhancements of the residents' pages; every page works without this file.
import { focusErrors } from "./errors.js";
import { locate } from "./locate.js";
import { sendOnce } from "./once.js";
import { openNamed } from "./open.js";
import { share } from "./share.js";
import { shrinkPhotos } from "./shrink.js";

focusErrors();
shrinkPhotos(); // before sendOnce: it holds a form back until the photos are small
sendOnce();
locate();
openNamed();
share();
