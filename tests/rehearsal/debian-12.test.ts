import { baselineTests } from "./themes/baseline";
import { docsSiteTests, operatorsCommandsTests } from "./themes/docs-site";

// The documentation tells everybody the mail password of rehearsals, so no search for secrets may follow.
baselineTests("debian-12-x64", undefined, (organisation) => {
  describe("the documentation as a site", () => docsSiteTests(organisation));
  describe("an operator types", () => operatorsCommandsTests(organisation));
});
