<?php
require __DIR__ . '/lib/base.php';
if (PHP_SAPI !== 'cli' || posix_getuid() !== fileowner(OC::$configDir . '/config.php')) {
    exit('Only its owner does this, on the command line');
}
if (!OC::get('maintenance', false) && !OC::needsUpgrade()) {
    OC::setAppValue('core', 'lastcron', (string)time());
}
