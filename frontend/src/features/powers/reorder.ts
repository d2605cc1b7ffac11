/** Moving rows of a list: a handle to drag with mouse, pen or finger, Alt+↑ Alt+↓ in any row; buttons are the caller's. */
import { onBeforeUnmount, ref } from "vue";

/** A copy with the element `from` standing at `to`; places outside of the list change nothing. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const copy = [...list];
  if (from === to || !(from in copy) || to < 0 || to >= copy.length) return copy;
  const [element] = copy.splice(from, 1);
  copy.splice(to, 0, element as T);
  return copy;
}

/** Where the row would stand: after every other row whose middle lies above the finger (pixels from the top). */
export function placeAt(middles: readonly number[], from: number, y: number): number {
  return middles.filter((middle, index) => index !== from && middle < y).length;
}

/** Pixels a pointer may tremble before it drags. */
const SLACK = 5;
/** Pixels from the edge of what scrolls where the list begins to move, and how far at most in one frame. */
const EDGE = 72;
const SPEED = 14;

/** How far to scroll in this frame: faster the nearer to the edge, upwards negative. */
export function pull(y: number, top: number, bottom: number): number {
  const edge = Math.min(EDGE, (bottom - top) / 3);
  const [above, below] = [top + edge - y, y - (bottom - edge)];
  if (edge <= 0 || (above <= 0 && below <= 0)) return 0;
  return Math.round((above > 0 ? -1 : 1) * SPEED * Math.min(1, Math.max(above, below) / edge));
}

function scrollerOf(element: HTMLElement): HTMLElement {
  for (let one = element.parentElement; one; one = one.parentElement) {
    if (one.scrollHeight > one.clientHeight && /auto|scroll/.test(getComputedStyle(one).overflowY)) return one;
  }
  return document.documentElement;
}

interface Drag {
  from: number;
  pointer: number;
  start: number;
  y: number;
  rows: HTMLElement[];
  scroller: HTMLElement;
}

/**
 * `v-bind="handlers(index)"` on each row, `v-bind="grip(index)"` on its handle, which needs `touch-action: none` so that
 * a finger anywhere else scrolls as ever. `held` is the row in hand, `place` where it would stand. Escape, a second
 * finger or a call that interrupts leave everything as it was. `byKey` tells the caller whether the focus is to stay.
 */
export function useReorder(move: (from: number, to: number, byKey: boolean) => void) {
  const held = ref<number | null>(null);
  const place = ref<number | null>(null);
  let drag: Drag | null = null;
  let frame = 0;

  function stop(): void {
    cancelAnimationFrame(frame);
    drag = held.value = place.value = null;
    removeEventListener("keydown", onEscape, true);
    removeEventListener("pointerdown", onSecond, true);
  }
  function onEscape(event: KeyboardEvent): void {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    stop();
  }
  function onSecond(event: PointerEvent): void {
    if (event.pointerId !== drag?.pointer) stop();
  }
  function aim(): void {
    if (!drag) return;
    const middles = drag.rows.map((row) => row.getBoundingClientRect()).map(({ top, height }) => top + height / 2);
    place.value = placeAt(middles, drag.from, drag.y);
  }
  function follow(): void {
    if (!drag) return;
    const isPage = drag.scroller === document.documentElement;
    const { top, bottom } = isPage ? { top: 0, bottom: innerHeight } : drag.scroller.getBoundingClientRect();
    const by = pull(drag.y, Math.max(top, 0), Math.min(bottom, innerHeight));
    if (by) drag.scroller.scrollBy(0, by);
    aim();
    frame = requestAnimationFrame(follow);
  }
  function take(event: PointerEvent, index: number): void {
    if (drag || !event.isPrimary || event.button !== 0) return;
    const handle = event.currentTarget as HTMLElement;
    const row = handle.closest<HTMLElement>("li");
    if (!row?.parentElement) return;
    handle.setPointerCapture(event.pointerId);
    const rows = [...row.parentElement.children] as HTMLElement[];
    drag = { from: index, pointer: event.pointerId, start: event.clientY, y: event.clientY, rows, scroller: scrollerOf(row) };
    addEventListener("keydown", onEscape, true);
    addEventListener("pointerdown", onSecond, true);
  }
  function pass(event: PointerEvent): void {
    if (!drag || event.pointerId !== drag.pointer) return;
    drag.y = event.clientY;
    if (held.value !== null || Math.abs(drag.y - drag.start) < SLACK) return;
    held.value = drag.from;
    follow();
  }
  function drop(event: PointerEvent): void {
    if (event.pointerId !== drag?.pointer) return;
    aim();
    const [from, to] = [held.value, place.value];
    stop();
    if (from !== null && to !== null && from !== to) move(from, to, false);
  }
  onBeforeUnmount(stop);

  const grip = (index: number) => ({
    onPointerdown: (event: PointerEvent) => take(event, index),
    onPointermove: pass,
    onPointerup: drop,
    onPointercancel: stop,
    onLostpointercapture: stop,
    // A long press on the handle is the beginning of a drag, not a wish for the menu of the browser.
    onContextmenu: (event: Event) => event.preventDefault(),
  });
  const handlers = (index: number) => ({
    onKeydown: (event: KeyboardEvent) => {
      if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
      event.preventDefault();
      event.stopPropagation();
      move(index, index + (event.key === "ArrowUp" ? -1 : 1), true);
    },
  });
  /** The edge of a row at which the one in hand would come in. */
  const edge = (index: number): "before" | "after" | "" => {
    if (held.value === null || place.value !== index || held.value === index) return "";
    return place.value < held.value ? "before" : "after";
  };
  return { held, grip, handlers, edge };
}
