import { baselineTests } from "./themes/baseline";
import { ejectedTests } from "./themes/ejected";

baselineTests("debian-12-x64", (organisation) => {
  describe("ejected", () => ejectedTests(organisation));
});
