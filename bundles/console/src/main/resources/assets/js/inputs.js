// Pictures and sounds given to the form, as data URLs small enough for one request.
const MOST_CHARS = 900_000; // the request takes 1 MiB

function read(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(new Error('This file cannot be read.'));
    reader.readAsDataURL(blob);
  });
}

async function shrunk(file) {
  const bitmap = await createImageBitmap(file).catch(() => {
    throw new Error('This picture cannot be read. Use PNG, JPEG, WebP or GIF.');
  });
  for (const edge of [1024, 768, 512]) {
    const scale = Math.min(1, edge / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.round(bitmap.width * scale));
    canvas.height = Math.max(1, Math.round(bitmap.height * scale));
    canvas.getContext('2d').drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    const url = canvas.toDataURL('image/webp', 0.9);
    if (url.length <= MOST_CHARS) return url;
  }
  throw new Error('This picture stays too large even when made smaller.');
}

export async function readInput(kind, file) {
  if (kind === 'image') {
    if (!file.type.startsWith('image/')) throw new Error('Only a picture can be the start of a picture.');
    return { name: file.name, url: await shrunk(file), preview: URL.createObjectURL(file) };
  }
  if (!file.type.startsWith('audio/') && !file.type.startsWith('video/')) throw new Error('Only a sound can be transcribed.');
  if (file.size * 1.37 > MOST_CHARS) {
    throw new Error('This sound is ' + (file.size / 1e6).toFixed(1) + ' MB; from here at most 0.6 MB. Longer ones: give a link instead, atelier jobs submit transcript <link>');
  }
  return { name: file.name, url: await read(file), size: file.size };
}

/** A picture made here, as the start of the next one. */
export async function readResult(url, name) {
  const response = await fetch(url, { credentials: 'same-origin' });
  if (!response.ok) throw new Error('This picture is no longer kept here.');
  const blob = await response.blob();
  return readInput('image', new File([blob], name, { type: blob.type }));
}
