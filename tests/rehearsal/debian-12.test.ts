import { baselineTests } from "./themes/baseline";

baselineTests("debian-12-x64");
