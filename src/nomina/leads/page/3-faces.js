// Faces are shown when asked for. Until then only 10 x 12 grey points of a face reach the page,
// blurred once more by the style, so that no saved page, print or reader mode shows more.
const veils = new Map(); // photo number -> canvas of 10 x 12 points
const opened = new Set(); // bodies whose faces were asked for, for as long as this page is open
const faces = { keep: false, grey: false, large: false };
const SMALL = [10, 12];

const areShown = (body) => data.images && (faces.keep || opened.has(body));

function source(photo) {
  const crop = data.photos[photo].c;
  if (crop === null) return null;
  const holder = $(`crop-${crop}`);
  return `data:${holder.dataset.type};base64,${holder.textContent}`;
}

async function decode(photo) {
  const image = new Image();
  image.decoding = "async";
  image.src = source(photo);
  await image.decode().catch(() => image.decode()); // a busy browser may give up once
  return image;
}

/** Reduce a face to a few grey points, cut to the shape of the stage. */
async function veil(photo) {
  if (!veils.has(photo)) {
    const image = await decode(photo);
    const canvas = el("canvas", { width: SMALL[0], height: SMALL[1], "aria-hidden": "true" });
    const scale = Math.max(SMALL[0] / image.naturalWidth, SMALL[1] / image.naturalHeight);
    const [width, height] = [image.naturalWidth * scale, image.naturalHeight * scale];
    const pen = canvas.getContext("2d");
    pen.filter = "grayscale(1)";
    pen.drawImage(image, (SMALL[0] - width) / 2, (SMALL[1] - height) / 2, width, height);
    veils.set(photo, canvas);
  }
  return veils.get(photo);
}

function copyOf(canvas) {
  const copy = canvas.cloneNode();
  copy.getContext("2d").drawImage(canvas, 0, 0);
  return copy;
}

/** One place for a face: hidden, shown, or a word why there is none. */
function stage(photo, shown, alt) {
  const place = el("div", { class: "stage" });
  if (photo === undefined) place.append(el("span", { class: "none" }, T.no_photo));
  else if (data.photos[photo].c === null) place.append(el("span", { class: "none" }, data.images ? T.left_out : T.no_images));
  else if (shown) {
    place.append(el("img", { src: source(photo), alt, decoding: "async" }));
  } else {
    place.classList.add("veil");
    if (veils.has(photo)) place.append(copyOf(veils.get(photo)));
    else veil(photo).then((canvas) => place.isConnected && place.prepend(copyOf(canvas)), () => place.append(el("span", { class: "none" }, T.left_out)));
    place.append(el("span", { class: "note" }, T.hidden));
  }
  return place;
}

/** A face with what is known of its photo, and a way to the others of the same person. */
function figure(photos, index, shown, heading, onTurn) {
  const photo = photos[index];
  const caption = el("figcaption", {}, el("b", {}, heading));
  if (onTurn && photos.length > 1) {
    const step = (by) => () => onTurn((index + by + photos.length) % photos.length);
    caption.append(el("div", { class: "turn" },
      el("button", { class: "btn", type: "button", "aria-label": T.photo_before, "data-turn": "-1", onclick: step(-1) }, "‹"),
      line(T.photo_of, { k: number(index + 1), n: number(photos.length) }),
      el("button", { class: "btn", type: "button", "aria-label": T.photo_after, "data-turn": "1", onclick: step(1) }, "›")));
  }
  if (photo !== undefined && data.photos[photo].t) caption.append(el("div", {}, data.photos[photo].t));
  if (photo !== undefined) caption.append(el("div", {}, name(data.photos[photo].n, { mono: true })));
  return el("figure", {}, stage(photo, shown, line(T.alt, { what: heading, k: index + 1, n: photos.length })), caption);
}
