// "Use the place where I am now", where the phone can tell. The typed address is the equal way.
const GOOD = 20; // meters: no need to wait for better
const PATIENCE = 10000; // milliseconds: then the best so far must do
const FIRST = 15000; // milliseconds to wait for any position at all

export function locate() {
  const offer = document.querySelector("[data-locate]");
  if (!offer || !navigator.geolocation) return;
  offer.hidden = false;
  const form = offer.closest("form");
  const button = offer.querySelector("button");
  const status = offer.querySelector("[role=status]");
  const { busy, better, known, wrong } = offer.dataset;
  const openMap = () => form.querySelector("[data-citymap].is-open");
  let looking = false;

  // A first position is often tens of meters off: each better one is shown, and the best is taken.
  const look = async () => {
    if (looking) return;
    looking = true;
    status.textContent = busy;
    openMap()?.dispatchEvent(new CustomEvent("looking"));
    try {
      const best = await bestPosition((coords) => {
        status.textContent = better.replace("%(distance)s", inMeters(coords.accuracy));
        openMap()?.dispatchEvent(new CustomEvent("position", { detail: coords }));
      });
      if (openMap()) {
        status.textContent = known.replace("%(distance)s", inMeters(best.accuracy));
        return;
      }
      fill(form, best.latitude, best.longitude, best.accuracy);
      form.submit();
    } catch {
      status.textContent = wrong;
    } finally {
      looking = false;
    }
  };
  button.addEventListener("click", look);
}

// The point that the form sends along; without one it sends what is typed.
export function fill(form, lat, lon, accuracy) {
  form.elements.lat.value = lat === undefined ? "" : lat.toFixed(6);
  form.elements.lon.value = lon === undefined ? "" : lon.toFixed(6);
  form.elements.accuracy.value = accuracy === undefined ? "" : Math.round(accuracy);
}

function bestPosition(onBetter) {
  return new Promise((resolve, reject) => {
    let best;
    const end = (settle, value) => {
      navigator.geolocation.clearWatch(watch);
      clearTimeout(timer);
      settle(value);
    };
    let timer = setTimeout(() => end(reject), FIRST);
    const watch = navigator.geolocation.watchPosition(
      ({ coords }) => {
        if (best && coords.accuracy >= best.accuracy) return;
        if (!best) {
          clearTimeout(timer);
          timer = setTimeout(() => end(resolve, best), PATIENCE);
        }
        best = coords;
        onBetter(coords);
        if (coords.accuracy <= GOOD) end(resolve, best);
      },
      (error) => {
        if (error.code === error.PERMISSION_DENIED) end(reject); // any other trouble may pass: the clock decides
      },
      { enableHighAccuracy: true, timeout: FIRST, maximumAge: 0 },
    );
  });
}

// "35 meters" in the language of the page, with Western digits everywhere.
function inMeters(meters) {
  const unit = { style: "unit", unit: "meter", unitDisplay: "long", numberingSystem: "latn" };
  return new Intl.NumberFormat(document.documentElement.lang, unit).format(Math.max(Math.round(meters), 1));
}
