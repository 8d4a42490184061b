import { accessTests } from "./themes/access";
import { baselineTests } from "./themes/baseline";
import { certificateTests } from "./themes/certificate";
import { containersTests } from "./themes/containers";
import { laptopTests } from "./themes/laptop";
import { notifyTests } from "./themes/notify";
import { publishingTests } from "./themes/publishing";

baselineTests("debian-13-x64", (organisation) => {
  describe("publishing", () => publishingTests(organisation));
  describe("certificate", () => certificateTests(organisation));
  describe("notify", () => notifyTests(organisation));
  describe("access", () => accessTests(organisation));
  describe("lost laptop", () => laptopTests(organisation));
  describe("containers", () => containersTests(organisation));
});
