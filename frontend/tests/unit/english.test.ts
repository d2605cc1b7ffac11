/** English is fetched when it is chosen: what is asked for, when the language changes, what happens when it fails. */
import { flushPromises } from "@vue/test-utils";
import { beforeEach, describe, expect, it } from "vitest";

import { createSpeaker } from "@/lib/english";
import { english, type Messages, translate } from "@/lib/i18n";
import { prefs } from "@/lib/prefs";
import { toasts } from "@/lib/toast";

const asked: string[] = [];
let lost = new Set<string>();
const ROOMS = Object.fromEntries(
  ["frame", "risks", "years"].map((room) => [
    room,
    async () => {
      asked.push(room);
      await Promise.resolve();
      if (lost.has(room)) throw new TypeError("Failed to fetch dynamically imported module");
      Object.assign(english(room), { name: `${room} in English` });
    },
  ]),
);
const index = async () => ({ rooms: ROOMS });
/** As the build leaves a slice: the English half is a place to be filled. */
const slice = (room: string) => translate({ "zh-CN": { name: `${room}的中文` }, en: english(room) } as Messages<{ name: string }>);
const said = (): string[] => toasts.value.map((one) => one.text);

beforeEach(() => {
  asked.length = 0;
  lost = new Set();
  toasts.value = [];
  for (const room of Object.keys(ROOMS)) delete english(room)["name"];
});

describe("a reader of Chinese", () => {
  it("loads no English", async () => {
    const { ahead, begin, enter } = createSpeaker(index);
    await begin();
    ahead("risks");
    await enter("risks");
    expect([asked, slice("risks")("name")]).toEqual([[], "risks的中文"]);
  });

  it("changes to English when the words of every opened room are there, not before", async () => {
    const { enter, speak } = createSpeaker(index);
    await enter("risks");
    const change = speak("en");
    expect([prefs.locale, slice("risks")("name")]).toEqual(["zh-CN", "risks的中文"]);
    await change;
    expect([asked, prefs.locale, slice("risks")("name")]).toEqual([["frame", "risks"], "en", "risks in English"]);
  });

  it("keeps Chinese when English does not come, is told so, and may try again", async () => {
    lost = new Set(["risks"]);
    const { enter, speak } = createSpeaker(index);
    await enter("risks");
    await speak("en");
    await flushPromises();
    expect([prefs.locale, said()]).toEqual(["zh-CN", ["英文没有载入，仍显示中文"]]);
    lost.clear();
    await speak("en");
    expect([prefs.locale, asked]).toEqual(["en", ["frame", "risks", "risks"]]);
  });

  it("who opens another page while English is fetched finds that in English too", async () => {
    const { enter, speak } = createSpeaker(index);
    const change = speak("en");
    await enter("years");
    await change;
    expect([prefs.locale, slice("years")("name")]).toEqual(["en", "years in English"]);
  });

  it("who changes his mind while English is fetched stays with Chinese", async () => {
    const { speak } = createSpeaker(index);
    const change = speak("en");
    await speak("zh-CN");
    await change;
    expect(prefs.locale).toBe("zh-CN");
  });
});

describe("a reader of English", () => {
  beforeEach(() => (prefs.locale = "en"));

  it("has the frame's words before the first page, and a room's before its pages, each fetched once", async () => {
    const { ahead, begin, enter } = createSpeaker(index);
    await begin();
    expect([asked, slice("frame")("name")]).toEqual([["frame"], "frame in English"]);
    ahead("years");
    await enter("years");
    await enter("years");
    expect([asked, slice("years")("name")]).toEqual([["frame", "years"], "years in English"]);
  });

  it("sees a room in Chinese whose words do not come, and is told so", async () => {
    lost = new Set(["years"]);
    const { begin, enter } = createSpeaker(index);
    await begin();
    await enter("years");
    await flushPromises();
    expect([prefs.locale, slice("years")("name"), said()]).toEqual(["en", "years的中文", ["Some English words did not load; they show in Chinese"]]);
    lost.clear();
    await enter("years");
    expect(slice("years")("name")).toBe("years in English");
  });

  it("starts in Chinese when not even the frame's words come", async () => {
    lost = new Set(["frame"]);
    await createSpeaker(index).begin();
    await flushPromises();
    expect([prefs.locale, said()]).toEqual(["zh-CN", ["英文没有载入，仍显示中文"]]);
  });

  it("returns to Chinese at once", async () => {
    await createSpeaker(index).speak("zh-CN");
    expect([prefs.locale, asked]).toEqual(["zh-CN", []]);
  });
});
