/** Paper instead of the screen: while the browser prints, only what `paper` draws is there. */
import { onBeforeUnmount, onMounted, render, type VNode } from "vue";

/** Official forms are documents of their own, not the page in another style. Drawn on demand, also for Ctrl+P. */
export function usePrint(paper: () => VNode): void {
  let host: HTMLElement | null = null;
  // Browsers measure right after this event, so it must be drawn at once, not in the next tick.
  function show(): void {
    if (host) return;
    host = document.body.appendChild(document.createElement("div"));
    document.documentElement.classList.add("on-paper");
    render(paper(), host);
  }
  function hide(): void {
    if (!host) return;
    render(null, host);
    host.remove();
    host = null;
    document.documentElement.classList.remove("on-paper");
  }
  onMounted(() => {
    addEventListener("beforeprint", show);
    addEventListener("afterprint", hide);
  });
  onBeforeUnmount(() => {
    removeEventListener("beforeprint", show);
    removeEventListener("afterprint", hide);
    hide();
  });
}
