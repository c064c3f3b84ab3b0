// The side bar comes finished from the server; here its current entry, its counts and the phone's More sheet.
import { isActive } from './kinds.js';
import { say } from './announce.js';
import { hasStudio, hasWorker } from './roles.js';
import { peek, refresh, watch } from './store.js';

const side = () => document.getElementById('side');

export function mark(page) {
  for (const link of side().querySelectorAll('a[data-page]')) {
    if (link.dataset.page === page) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  sheet(false);
}

function count(page, n, tone, words) {
  for (const link of side().querySelectorAll('a[data-page="' + page + '"]')) badgeOn(link, n, tone, words);
}

function badgeOn(link, n, tone, words) {
  let badge = link.querySelector('.count');
  if (!n) {
    if (badge) badge.remove();
    return;
  }
  if (!badge) {
    badge = document.createElement('span');
    const spoken = document.createElement('span');
    spoken.className = 'unseen';
    spoken.textContent = ' ' + words;
    badge.append('', spoken);
    link.append(badge);
  }
  badge.className = 'count ' + tone;
  badge.firstChild.textContent = n;
}

function sheet(show) {
  const list = document.getElementById('more-sheet');
  const button = document.getElementById('more-button');
  list.hidden = !show;
  button.setAttribute('aria-expanded', String(show));
  if (show) list.querySelector('a').focus();
}

/** Someone who asks to join waits for a person: that is worth saying. */
function requests() {
  const asking = (peek('requests') || []).length;
  count('hosts', asking, 'due', 'waiting for approval');
  if (known !== undefined && asking > known) say('A machine asks to join the studio');
  known = asking;
}
let known;

/** An agent stands still until it has its answer. */
function questions() {
  const open = peek('questions') || [];
  count('agents', open.length, 'due', 'waiting for an answer');
  if (asked && open.length > asked.length) say('An agent asks: ' + open[0].prompt.slice(0, 200));
  asked = peek('questions');
}
let asked;

function ofStudio() {
  watch('studioCounts', () => {
    const counts = peek('studioCounts') || {};
    count('queue', (counts.queued || 0) + (counts.pending || 0), '', 'waiting');
  });
  watch('requests', requests);
  watch('questions', questions);
  for (const name of ['studioCounts', 'requests', 'hosts', 'questions']) refresh(name);
}

function ofWorker() {
  watch('jobs', () => count('jobs', (peek('jobs') || []).filter(isActive).length, 'live', 'running'));
  watch('engines', () => count('engines', (peek('engines') || []).filter((e) => e.current && e.state === 'failed').length, 'due', 'failed'));
}

export function start() {
  if (hasWorker) ofWorker();
  if (hasStudio) ofStudio();
  const button = document.getElementById('more-button');
  button.addEventListener('click', () => sheet(document.getElementById('more-sheet').hidden));
  side().addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !document.getElementById('more-sheet').hidden) {
      sheet(false);
      button.focus();
    }
  });
}
