// What the everyday tests try on Debian 13, with the older Mailman of Debian 12.
process.env.LISTS_IMAGE = "debian-12-x64";

require("../rehearsal/lists.test");
