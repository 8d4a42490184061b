/** Settings, secrets and what is known about the installation. */
export const etc = "/etc/open-infrastructure/documents";

/** Unit that answers. */
export const unit = "open-infrastructure-documents.service";

/** Account that administrates the documents. */
export const administrator = "administrator";

/** System user and PostgreSQL role that documents belong to. */
export const user = "documents";

/** PostgreSQL database. */
export const database = "documents";
