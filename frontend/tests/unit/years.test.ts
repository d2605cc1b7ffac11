import { beforeEach, describe, expect, it } from "vitest";

import { currentYear } from "@/lib/dates";
import { offerYears, year, years } from "@/lib/year";

const now = currentYear();

describe("the years one can work in", () => {
  beforeEach(() => {
    offerYears([]);
    year.value = now;
  });

  it("are those that were opened and the present one, newest first, each once", () => {
    offerYears([now - 1, now, now - 2]);
    expect(years.value).toEqual([now, now - 1, now - 2]);
    offerYears([now - 1, now + 1]);
    expect(years.value).toEqual([now + 1, now, now - 1]);
  });

  it("keep the chosen one as long as it is offered", () => {
    offerYears([now - 1]);
    year.value = now - 1;
    offerYears([now - 1, now + 1]);
    expect(year.value).toBe(now - 1);
    offerYears([now + 1]);
    expect(year.value).toBe(now);
  });
});
