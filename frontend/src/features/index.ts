/** Every feature of the client, on one screen. A feature never imports another one. */
import type { Feature } from "@/lib/feature";

import { access } from "./access";
import { adjustments } from "./adjustments";
import { assessments } from "./assessments";
import { documents } from "./documents";
import { imports } from "./imports";
import { organization } from "./organization";
import { overview } from "./overview";
import { powers } from "./powers";
import { reviews } from "./reviews";
import { risks } from "./risks";
import { warnings } from "./warnings";

export const features: readonly Feature[] = [
  overview, organization, powers, risks, assessments, imports, documents, reviews, warnings, adjustments, access,
];
