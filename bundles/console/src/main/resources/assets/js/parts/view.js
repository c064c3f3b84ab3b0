// How much of a page is in sight.
import { useEffect, useState } from '../ui.js';

/** Rows that arrive while somebody reads further down wait until asked for. */
export function useSettled(rows) {
  const [held, setHeld] = useState(null);
  useEffect(() => {
    const scrolled = () => setHeld((h) => (scrollY > 240 ? h || new Set(rows.current.map((r) => r.jobId)) : null));
    addEventListener('scroll', scrolled, { passive: true });
    return () => removeEventListener('scroll', scrolled);
  }, []);
  return [held, () => (setHeld(null), scrollTo(0, 0))];
}

/** Whether there is room for a pane beside the list. */
export function useWide() {
  const wide = matchMedia('(min-width: 1101px)');
  const [is, set] = useState(wide.matches);
  useEffect(() => {
    const change = () => set(wide.matches);
    wide.addEventListener('change', change);
    return () => wide.removeEventListener('change', change);
  }, []);
  return is;
}

/** True from the moment the element comes near. */
export function useNear(ref) {
  const [near, set] = useState(false);
  useEffect(() => {
    if (near || !ref.current) return undefined;
    const watch = new IntersectionObserver((seen) => seen.some((s) => s.isIntersecting) && set(true), { rootMargin: '300px' });
    watch.observe(ref.current);
    return () => watch.disconnect();
  }, [near]);
  return near;
}
