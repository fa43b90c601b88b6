// Small enhancements of the residents' pages; every page works without this file.
import { keepDrafts } from "./drafts.js";
import { focusErrors } from "./errors.js";
import { locate } from "./locate.js";
import { watchConnection } from "./offline.js";
import { offerMaps } from "./offermap.js";
import { sendOnce } from "./once.js";
import { openNamed } from "./open.js";
import { share } from "./share.js";
import { shrinkPhotos } from "./shrink.js";
import { suggest } from "./suggest.js";

keepDrafts(); // before anything reads a form
watchConnection(); // before anything sends one
focusErrors();
shrinkPhotos(); // before sendOnce: it holds a form back until the photos are small
sendOnce();
locate();
openNamed();
share();
suggest();
offerMaps();
