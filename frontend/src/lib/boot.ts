/** The first load may fail before any page exists (server down); App.vue then offers a retry. */
import { shallowRef } from "vue";

export const bootError = shallowRef<unknown>(null);
