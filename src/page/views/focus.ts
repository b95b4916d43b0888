import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { hashFor } from '../logic/routes.js';
import { usePage } from './context.js';

/** Where the keyboard goes on: at the head of a screen that has come, and where what somebody pressed has gone by it. */
export function useFocus(): { current: HTMLElement | null } {
  const { app } = usePage();
  const main = useRef<HTMLElement>(null);
  const key = hashFor(app.route.value);
  const isFirst = useRef(true);
  const toHead = () => main.current?.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
  // Before the browser may show it, and before what has gone is looked for.
  useLayoutEffect(() => {
    if (!isFirst.current) toHead();
    isFirst.current = false;
    scrollTo(0, 0);
  }, [key]);
  useEffect(() => {
    let held: Element | null = null;
    const hold = ({ target }: FocusEvent) => {
      held = target as Element;
    };
    const place = document.getElementById('page');
    const observer = new MutationObserver(() => {
      if (held?.isConnected !== false) return;
      held = null;
      if (document.activeElement === document.body) toHead();
    });
    if (place === null) return;
    place.addEventListener('focusin', hold);
    observer.observe(place, { childList: true, subtree: true });
    return () => {
      place.removeEventListener('focusin', hold);
      observer.disconnect();
    };
  }, []);
  return main;
}
