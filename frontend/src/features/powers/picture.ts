/** The official picture of a stored flow, in the colours of the theme that is on. */
import { onBeforeUnmount, ref, watch } from "vue";

import { fetchApi } from "@/api/client";
import { isDark } from "@/lib/prefs";

/** An object URL for <img>: the answer needs the session's token, which an address cannot carry. */
export function useFlowPicture(powerId: () => number, version: () => number) {
  const url = ref("");
  const failure = ref<unknown>(null);
  let controller: AbortController | undefined;

  function release(): void {
    if (url.value) URL.revokeObjectURL(url.value);
    url.value = "";
  }
  async function load(): Promise<void> {
    controller?.abort();
    if (!version()) return release();
    const own = new AbortController();
    controller = own;
    failure.value = null;
    try {
      const options = { path: { power_id: powerId() }, query: { theme: isDark.value ? "dark" : "light" }, headers: { Accept: "image/svg+xml" } };
      const response = await fetchApi("get", "/api/v1/powers/{power_id}/flow.svg", { ...options, signal: own.signal });
      const picture = await response.blob();
      release();
      url.value = URL.createObjectURL(picture);
    } catch (error) {
      if (!own.signal.aborted) failure.value = error;
    }
  }
  watch([powerId, version, isDark], () => void load(), { immediate: true });
  onBeforeUnmount(() => {
    controller?.abort();
    release();
  });
  return { url, failure, load };
}
