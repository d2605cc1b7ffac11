/** What falls through to the root element of any component: strictTemplates would refuse it otherwise. */
import "vue";

declare module "vue" {
  interface ComponentCustomProps {
    id?: string;
    form?: string;
    role?: string;
    tabindex?: number | string;
    autocomplete?: string;
    onFocus?: (event: FocusEvent) => void;
    onBlur?: (event: FocusEvent) => void;
    onFocusin?: (event: FocusEvent) => void;
    onFocusout?: (event: FocusEvent) => void;
    onKeydown?: (event: KeyboardEvent) => void;
  }
}
