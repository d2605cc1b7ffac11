/** The build's parting of the Terms: each is found whole, and so is who speaks it. */
import { describe, expect, it } from "vitest";

import * as labels from "@/api/labels";

import { spokenIn, termsIn } from "../../tools/terms";

const [text = ""] = Object.values(import.meta.glob<string>("../../src/api/labels.ts", { query: "?raw", import: "default", eager: true }));
const spoken = new Map(Object.entries<Readonly<Record<string, string>>>(labels));
const terms = termsIn(text);

describe("a Term", () => {
  it("is found, none is missing", () => {
    expect(terms.size).toBeGreaterThan(100);
    expect([...terms.keys()].sort()).toEqual([...spoken.keys()].sort());
  });

  it.each([...terms])("%s says what it says in the file", (name, words) => {
    expect(JSON.parse(words.replace(/,\n\}$/, "\n}"))).toEqual(spoken.get(name));
  });
});

describe("a file", () => {
  it("speaks what it imports as a value, on one line or several", () => {
    expect(spokenIn('import { ReviewState, type RiskLevel } from "@/api/labels";')).toEqual(["ReviewState"]);
    expect(spokenIn('import {\n  KeyArea,\n  RiskLevel,\n} from "@/api/labels";')).toEqual(["KeyArea", "RiskLevel"]);
  });

  it("speaks nothing of which it only knows the type", () => {
    expect(spokenIn('import type { CauseKind } from "@/api/labels";\nimport { can } from "@/api/session";')).toEqual([]);
  });
});
