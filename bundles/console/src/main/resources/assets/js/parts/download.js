// The files of a model: what is missing, fetching it, and how far that is.
import { post } from '../api.js';
import { bytes, percent } from '../format.js';
import { rateOf, tellDownload } from '../telling.js';
import { html, useState } from '../ui.js';

/** Whether jobs of the model would have to fetch something first. */
export const absent = (files) => !!files && files.here < files.files;

export const fetching = (files) => !!(files && files.download && files.download.state === 'running');

export function Download({ model, files, lost, children }) {
  const [error, setError] = useState('');
  const ask = (tail) => {
    setError('');
    post(`models/${encodeURIComponent(model)}/download${tail}`).then(tellDownload).catch((e) => setError(e.message));
  };
  const now = files.download;
  if (fetching(files)) {
    const share = now.total > 0 ? now.bytes / now.total : null;
    const rate = rateOf(model);
    return html`<div class="row adding"><div><progress max="1" value=${share == null ? undefined : share} aria-label=${'Downloading ' + model}></progress>
        <span class="t12 quiet">${[share != null && percent(share), bytes(now.bytes) + (now.total > 0 ? ' of ' + bytes(now.total) : ''), rate > 0 && bytes(Math.round(rate)) + '/s'].filter(Boolean).join(' · ')}</span></div>
      <button type="button" class="btn small" disabled=${lost} aria-label=${'Cancel the download of ' + model} onClick=${() => ask('/cancel')}>Cancel</button>${children}</div>`;
  }
  const wrong = error || (now && now.state === 'failed' && now.error && now.error.message);
  return html`<div class="row end"><button type="button" class="btn small" disabled=${lost} aria-label=${'Download ' + model} onClick=${() => ask('')}>${wrong ? 'Try again' : 'Download'}</button>${children}</div>
    ${wrong && html`<p class="t12 is-bad" role="alert">${wrong}</p>`}`;
}
