/** One command of a Menu. */
export interface MenuItem {
  id: string;
  label: string;
  icon?: string;
  danger?: boolean;
  disabled?: boolean;
  /** A line above it. */
  separated?: boolean;
  /** The command takes the focus along, so it does not go back to the button. */
  leaves?: boolean;
}
