/**
 * The choice of language. Chinese comes with each page; the build parts the English words from it (tools/english.ts),
 * one file a room, fetched before a page of the room is shown in English. In development they are all there at once.
 */
import { say } from "./i18n";
import { type Locale, prefs } from "./prefs";

type Rooms = Readonly<Record<string, () => Promise<unknown>>>;

/** What every page shows, with or without the shell. */
const FRAME = "frame";

async function complain(): Promise<void> {
  const { toast } = await import("./toast");
  const title = { zh: "英文没有载入，仍显示中文", en: "Some English words did not load; they show in Chinese" };
  const detail = { zh: "请检查网络后再试。", en: "Check the network and try again." };
  toast(say(title), { tone: "danger", detail: say(detail) });
}

/** `index` finds the files of the rooms; it is no part of a Chinese first load either. */
export function createSpeaker(index: () => Promise<{ rooms: Rooms }>) {
  /** Rooms whose pages were opened: all of them are read when the language changes. */
  const opened = new Set([FRAME]);
  const fetching = new Map<string, Promise<void>>();
  let latest: Locale = prefs.locale;

  async function fetchWords(room: string): Promise<void> {
    const { rooms } = await index();
    await rooms[room]?.();
  }
  async function learn(room: string): Promise<void> {
    const found = fetching.get(room) ?? fetchWords(room);
    fetching.set(room, found);
    try {
      await found;
    } catch (error) {
      // The next page tries again.
      fetching.delete(room);
      throw error;
    }
  }
  const learnAll = (wanted: Iterable<string>): Promise<unknown> => Promise.all([...wanted].map(learn));

  /** Before anything is shown. Without the words this visit is in Chinese; the choice stays for the next one. */
  async function begin(): Promise<void> {
    if (prefs.locale !== "en") return;
    try {
      await learn(FRAME);
    } catch {
      prefs.locale = "zh-CN";
      void complain();
    }
  }

  /** A page of the room will be shown: its words are fetched beside it. */
  function ahead(room = FRAME): void {
    opened.add(room);
    if (prefs.locale === "en") void learnAll([FRAME, room]).catch(() => undefined);
  }

  /** Before a page of the room shows: its words are there, or what is missing is in Chinese. */
  async function enter(room = FRAME): Promise<void> {
    opened.add(room);
    if (prefs.locale !== "en") return;
    try {
      await learnAll([FRAME, room]);
    } catch {
      void complain();
    }
  }

  /** A page may be opened while the words of the others are on their way. */
  async function learnOpened(): Promise<void> {
    let known = 0;
    while (known < opened.size) {
      known = opened.size;
      await learnAll(opened);
    }
  }

  /** Changes the language once its words are there; if they do not come, says so and leaves it as it is. */
  async function speak(locale: Locale): Promise<void> {
    latest = locale;
    try {
      if (locale === "en") await learnOpened();
      // Whoever changed his mind meanwhile is not overruled.
      if (latest === locale) prefs.locale = locale;
    } catch {
      if (latest === locale) void complain();
    }
  }
  return { ahead, begin, enter, speak };
}

export const { ahead, begin, enter, speak } = createSpeaker(() => import("virtual:english"));
