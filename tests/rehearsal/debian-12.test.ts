import { baselineTests } from "./themes/baseline";
import { docsSiteTests, operatorsCommandsTests } from "./themes/docs-site";
import { ejectedTests } from "./themes/ejected";

baselineTests(
  "debian-12-x64",
  (organisation) => describe("ejected", () => ejectedTests(organisation)),
  // The documentation tells everybody the mail password of rehearsals, so no search for secrets may follow.
  (organisation) => {
    describe("the documentation as a site", () => docsSiteTests(organisation));
    describe("an operator types", () => operatorsCommandsTests(organisation));
  },
);
