// What the everyday tests try with 64 MiB on Debian 13, with 1 GiB on Debian 12.
process.env.DOCUMENTS_SIZE = "1024";
process.env.DOCUMENTS_IMAGE = "debian-12-x64";

require("../rehearsal/documents.test");
