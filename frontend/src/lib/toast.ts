/** Short messages at the edge of the screen. `undo` turns one into the way back instead of a question beforehand. */
import { shallowRef } from "vue";

import { asProblem } from "@/api/problem";

export interface Toast {
  id: number;
  text: string;
  detail?: string;
  tone: "info" | "ok" | "danger";
  undo?: () => void | Promise<void>;
  /** Milliseconds on screen. */
  duration: number;
}

export const toasts = shallowRef<readonly Toast[]>([]);
let lastId = 0;

export function dismiss(id: number): void {
  toasts.value = toasts.value.filter((shown) => shown.id !== id);
}

export function toast(text: string, options: Partial<Omit<Toast, "id" | "text">> = {}): number {
  lastId += 1;
  const duration = options.duration ?? (options.undo || options.tone === "danger" ? 8000 : 5000);
  const next: Toast = { tone: "info", ...options, id: lastId, text, duration };
  toasts.value = [...toasts.value, next].slice(-3);
  return lastId;
}

/** Show what went wrong in the server's own words. */
export function toastProblem(error: unknown): void {
  const problem = asProblem(error);
  toast(problem.title, { tone: "danger", ...(problem.detail ? { detail: problem.detail } : {}) });
}
