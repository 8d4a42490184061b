"use strict";
const pulumi = require("@pulumi/pulumi");
const { Thing, v } = require("../../sim");

const secret = (text) => pulumi.secret(`${text}-of-variant-${v}`);
const fromConfig = new pulumi.Config().requireSecret("password");
const whole = new Thing("whole", { value: secret("hunter2") });
new Thing("nested", {
  settings: { color: "red", login: { password: secret("swordfish") } },
  tags: ["one", secret("opensesame")],
});
new Thing("config", { value: fromConfig, settings: pulumi.secret({ all: { of: "it" } }) });
new Thing("derived", { value: pulumi.interpolate`${whole.value} and more` });
