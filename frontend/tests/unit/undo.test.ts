import { describe, expect, it } from "vitest";
import { ref } from "vue";

import { useUndo } from "@/lib/undo";

function typing() {
  let now = 0;
  const state = ref({ cells: ["", ""] });
  const stack = useUndo(state, 3, () => now);
  const write = (cell: number, text: string, group?: string, later = 5000): void => {
    now += later;
    stack.record(group);
    state.value.cells[cell] = text;
  };
  return { state, stack, write };
}

describe("undo", () => {
  it("goes back and forth", () => {
    const { state, stack, write } = typing();
    write(0, "a");
    write(1, "b");
    expect(stack.undo()).toBe(true);
    expect(state.value.cells).toEqual(["a", ""]);
    stack.undo();
    expect(state.value.cells).toEqual(["", ""]);
    expect(stack.canUndo.value).toBe(false);
    expect(stack.undo()).toBe(false);
    stack.redo();
    stack.redo();
    expect(state.value.cells).toEqual(["a", "b"]);
  });

  it("takes a typed word as one step", () => {
    const { state, stack, write } = typing();
    write(0, "采", "0", 5000);
    write(0, "采购", "0", 200);
    write(0, "采购需求", "0", 200);
    stack.undo();
    expect(state.value.cells[0]).toBe("");
  });

  it("separates cells and pauses", () => {
    const { state, stack, write } = typing();
    write(0, "a", "0");
    write(1, "b", "1", 100);
    write(1, "bc", "1", 3000);
    stack.undo();
    expect(state.value.cells).toEqual(["a", "b"]);
    stack.undo();
    expect(state.value.cells).toEqual(["a", ""]);
  });

  it("drops the future with a new edit and the past beyond its depth", () => {
    const { state, stack, write } = typing();
    ["1", "2", "3", "4"].forEach((text) => write(0, text));
    stack.undo();
    write(0, "5");
    expect(stack.canRedo.value).toBe(false);
    while (stack.undo());
    expect(state.value.cells[0]).toBe("1");
  });
});
