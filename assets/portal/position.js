// The place a photo was taken at, read from a JPEG before it is made smaller (which removes it): "lat,lon", or "".
const HEAD = 256 * 1024; // EXIF stands at the beginning
const GPS = 0x8825;

export async function positionOf(file) {
  try {
    return read(new DataView(await file.slice(0, HEAD).arrayBuffer()));
  } catch {
    return ""; // no JPEG, cut off, or written by nobody who knew how
  }
}

function read(data) {
  for (let at = 2; data.getUint16(0) === 0xffd8 && at < data.byteLength - 10; at += 2 + data.getUint16(at + 2))
    if (data.getUint16(at) === 0xffe1 && data.getUint32(at + 4) === 0x45786966) return readExif(new DataView(data.buffer, at + 10));
  return "";
}

function readExif(data) {
  const little = data.getUint16(0) === 0x4949;
  const number = (at) => data.getUint32(at, little);
  const entries = (at) => {
    const found = {};
    for (let n = data.getUint16(at, little), entry = at + 2; n > 0; n--, entry += 12) found[data.getUint16(entry, little)] = entry + 8;
    return found;
  };
  const gps = entries(number(entries(number(4))[GPS]));
  const degrees = (ref, values, negative) => {
    const at = number(gps[values]);
    const [whole, minutes, seconds] = [0, 8, 16].map((offset) => number(at + offset) / number(at + offset + 4));
    return (whole + minutes / 60 + seconds / 3600) * (String.fromCharCode(data.getUint8(gps[ref])) === negative ? -1 : 1);
  };
  const [lat, lon] = [degrees(1, 2, "S"), degrees(3, 4, "W")];
  return Number.isFinite(lat) && Number.isFinite(lon) && (lat || lon) ? `${lat.toFixed(6)},${lon.toFixed(6)}` : "";
}
