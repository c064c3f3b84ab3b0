// A style sheet that comes with the page it belongs to, so that the first page need not carry it.
export function sheet(name) {
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = new URL('../' + name, import.meta.url);
  document.head.append(link);
}
