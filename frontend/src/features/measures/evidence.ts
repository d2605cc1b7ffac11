/** Kinds of files that the server takes as evidence. */
export const PROOFS = [".pdf", ".png", ".jpg", ".jpeg", ".docx", ".xlsx", ".csv", ".txt"] as const;
