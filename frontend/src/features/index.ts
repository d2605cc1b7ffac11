/** Every feature of the client, on one screen. A feature never imports another one. */
import type { Feature } from "@/lib/feature";

import { access } from "./access";
import { overview } from "./overview";
import { risks } from "./risks";
import { warnings } from "./warnings";

export const features: readonly Feature[] = [overview, risks, warnings, access];
