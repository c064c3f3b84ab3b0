// A git patch as files, hunks and lines. Whatever it holds, no more than so much of it is read.
const MOST_CHARS = 4_000_000;
const MOST_LINES = 40_000;

const ESCAPES = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v' };

/** A path as git writes it: quoted, with its bytes in octal, when it is not plain. */
function unquoted(path) {
  if (path[0] !== '"') return path.replace(/\t$/, '');
  const bytes = [];
  const utf8 = new TextEncoder();
  for (const [part] of path.slice(1, path.lastIndexOf('"')).matchAll(/\\[0-7]{3}|\\.|[^\\]+/g)) {
    if (/^\\[0-7]/.test(part)) bytes.push(parseInt(part.slice(1), 8));
    else bytes.push(...utf8.encode(part[0] === '\\' ? ESCAPES[part[1]] || part[1] : part));
  }
  return new TextDecoder().decode(new Uint8Array(bytes));
}

const named = (text, prefix) => {
  const path = unquoted(text);
  return path === '/dev/null' ? null : path.startsWith(prefix) ? path.slice(prefix.length) : path;
};

/** Both names of a line such as `diff --git a/x b/x`; only used where nothing else names the file. */
function headNames(line) {
  const rest = line.slice('diff --git '.length);
  const quoted = /^("(?:[^"\\]|\\.)*"|\S+) ("(?:[^"\\]|\\.)*"|\S+)$/.exec(rest);
  if (quoted) return [named(quoted[1], 'a/'), named(quoted[2], 'b/')];
  const half = (rest.length - 1) / 2; // a name with spaces: both halves are the same
  return [named(rest.slice(0, half), 'a/'), named(rest.slice(half + 1), 'b/')];
}

const WORDS = [
  [/^new file mode/, (file) => (file.change = 'create')],
  [/^deleted file mode/, (file) => (file.change = 'delete')],
  [/^rename from (.*)/, (file, name) => ((file.change = 'rename'), (file.from = unquoted(name)))],
  [/^rename to (.*)/, (file, name) => (file.path = unquoted(name))],
  [/^copy to (.*)/, (file, name) => (file.path = unquoted(name))],
  [/^--- (.*)/, (file, name) => (file.path = named(name, 'a/') || file.path)],
  [/^\+\+\+ (.*)/, (file, name) => (file.path = named(name, 'b/') || file.path)],
  [/^(?:Binary files .* differ|GIT binary patch)$/, (file) => (file.binary = true)],
];

const HUNK = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@(.*)/;

function hunkOf(match) {
  return { about: match[5].trim(), old: +match[1], now: +match[3], left: match[2] === undefined ? 1 : +match[2], right: match[4] === undefined ? 1 : +match[4], lines: [] };
}

/** Takes a line into the hunk; false when the hunk is full. */
function taken(hunk, line) {
  const sign = line[0] || ' ';
  if (sign === '\\') {
    hunk.lines.push({ sign, text: line.slice(2) });
    return true;
  }
  if (!hunk.left && !hunk.right) return false;
  const text = line.slice(1);
  if (sign === '+') hunk.lines.push({ sign, now: hunk.now++, text });
  else if (sign === '-') hunk.lines.push({ sign, old: hunk.old++, text });
  else hunk.lines.push({ sign: ' ', old: hunk.old++, now: hunk.now++, text });
  if (sign !== '+') hunk.left--;
  if (sign !== '-') hunk.right--;
  return true;
}

/** {files, mail, cut}: `mail` is a patch that `git am` takes, `cut` one that is shown in part. */
export function parsePatch(text) {
  const files = [];
  let file = null;
  let hunk = null;
  let count = 0;
  let cut = text.length > MOST_CHARS;
  for (const line of (cut ? text.slice(0, text.lastIndexOf('\n', MOST_CHARS)) : text).split('\n')) {
    if (hunk && taken(hunk, line)) {
      const { sign } = hunk.lines[hunk.lines.length - 1];
      if (sign === '+') file.added++;
      else if (sign === '-') file.removed++;
      if (++count > MOST_LINES) {
        cut = true;
        break;
      }
      continue;
    }
    hunk = null;
    if (line.startsWith('diff --git ')) {
      const [from, path] = headNames(line);
      file = { path: path || from, from: null, change: 'modify', binary: false, added: 0, removed: 0, hunks: [] };
      files.push(file);
    } else if (file) {
      const begins = HUNK.exec(line);
      if (begins) file.hunks.push((hunk = hunkOf(begins)));
      else if (!file.hunks.length) for (const [word, act] of WORDS) if (word.test(line)) act(file, word.exec(line)[1]);
    }
  }
  return { files, mail: /^From [0-9a-f]{7,64} /.test(text), cut };
}

/** The lines of a hunk in two columns: what went beside what came. */
export function sideBySide(lines) {
  const rows = [];
  let gone = [];
  let come = [];
  const flush = () => {
    for (let i = 0; i < Math.max(gone.length, come.length); i++) rows.push([gone[i], come[i]]);
    gone = [];
    come = [];
  };
  for (const line of lines) {
    if (line.sign === '-') {
      if (come.length) flush();
      gone.push(line);
    } else if (line.sign === '+') come.push(line);
    else {
      flush();
      if (line.sign === ' ') rows.push([line, line]);
    }
  }
  flush();
  return rows;
}
