/** Every feature of the client, on one screen. A feature never imports another one. */
import type { Feature } from "@/lib/feature";

import { access } from "./access";
import { documents } from "./documents";
import { imports } from "./imports";
import { measures } from "./measures";
import { organization } from "./organization";
import { overview } from "./overview";
import { powers } from "./powers";
import { quality } from "./quality";
import { reviews } from "./reviews";
import { risks } from "./risks";
import { warnings } from "./warnings";

export const features: readonly Feature[] = [
  overview,
  organization,
  powers,
  risks,
  imports,
  documents,
  reviews,
  measures,
  warnings,
  quality,
  access,
];
