/** Every feature of the client, on one screen. A feature never imports another one. */
import type { Feature } from "@/lib/feature";

import { access } from "./access";
import { adjustments } from "./adjustments";
import { announcements } from "./announcements";
import { assessments } from "./assessments";
import { campaigns } from "./campaigns";
import { communications } from "./communications";
import { documents } from "./documents";
import { education } from "./education";
import { handovers } from "./handovers";
import { imports } from "./imports";
import { inspections } from "./inspections";
import { measures } from "./measures";
import { notifications } from "./notifications";
import { organization } from "./organization";
import { overview } from "./overview";
import { packages } from "./packages";
import { portal } from "./portal";
import { powers } from "./powers";
import { quality } from "./quality";
import { regulations } from "./regulations";
import { reviews } from "./reviews";
import { risks } from "./risks";
import { warnings } from "./warnings";
import { years } from "./years";

export const features: readonly Feature[] = [
  overview,
  campaigns,
  communications,
  organization,
  powers,
  regulations,
  risks,
  announcements,
  portal,
  assessments,
  imports,
  documents,
  reviews,
  measures,
  adjustments,
  warnings,
  inspections,
  quality,
  years,
  packages,
  education,
  handovers,
  notifications,
  access,
];
