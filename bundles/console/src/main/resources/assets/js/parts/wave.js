// The shape of a sound, from its decoded samples. A click goes there; the keyboard has the player's own control.
import { html, useEffect, useState } from '../ui.js';

const BARS = 120;
const HEIGHT = 64;
const MOST_BYTES = 32e6; // beyond it decoding would cost more memory than a picture of it is worth

/** The loudest sample of each of the bars, 0 to 1 against the loudest of all. */
export function peaksOf(samples, bars = BARS) {
  const step = Math.max(1, samples.length / bars);
  const peaks = Array.from({ length: Math.min(bars, samples.length) }, (_, bar) => {
    let most = 0;
    const end = Math.min(samples.length, Math.floor((bar + 1) * step));
    for (let at = Math.floor(bar * step); at < end; at++) most = Math.max(most, Math.abs(samples[at]));
    return most;
  });
  const loudest = Math.max(...peaks, 0);
  return peaks.map((p) => (loudest ? p / loudest : 0));
}

async function read(src, signal) {
  const response = await fetch(src, { signal, credentials: 'same-origin' });
  if (!response.ok || Number(response.headers.get('Content-Length')) > MOST_BYTES) return null;
  const sound = await new OfflineAudioContext(1, 1, 44_100).decodeAudioData(await response.arrayBuffer());
  return peaksOf(sound.getChannelData(0));
}

const pathOf = (peaks) => peaks.map((p, i) => {
  const half = Math.max(1, (p * (HEIGHT - 4)) / 2);
  return `M${i * 4 + 2} ${HEIGHT / 2 - half}v${half * 2}`;
}).join('');

export function Wave({ src, audio }) {
  const [peaks, setPeaks] = useState(null);
  const [at, setAt] = useState(0);
  useEffect(() => {
    const stop = new AbortController();
    read(src, stop.signal).then(setPeaks, () => {}); // without a shape the player is there still
    return () => stop.abort();
  }, [src]);
  useEffect(() => {
    const player = audio.current;
    if (!player) return undefined;
    const moved = () => setAt(player.duration > 0 ? player.currentTime / player.duration : 0);
    player.addEventListener('timeupdate', moved);
    player.addEventListener('seeked', moved);
    return () => {
      player.removeEventListener('timeupdate', moved);
      player.removeEventListener('seeked', moved);
    };
  }, [!peaks]);
  if (!peaks || !peaks.length) return html`<div class="wave" aria-hidden="true"></div>`;
  const seek = (event) => {
    const box = event.currentTarget.getBoundingClientRect();
    if (audio.current.duration > 0) audio.current.currentTime = ((event.clientX - box.left) / box.width) * audio.current.duration;
  };
  const width = peaks.length * 4;
  return html`<svg class="wave" viewBox=${`0 0 ${width} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true" data-bars=${peaks.length} onClick=${seek}>
    <path class="w-rest" d=${pathOf(peaks)} /><path class="w-played" d=${pathOf(peaks.slice(0, Math.round(at * peaks.length)))} /></svg>`;
}
