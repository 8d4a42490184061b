<?php
require __DIR__ . '/lib/base.php';
header('Content-Type: application/json');
echo json_encode([
    'installed' => (bool)OC::get('installed', false),
    'maintenance' => (bool)OC::get('maintenance', false),
    'needsDbUpgrade' => OC::needsUpgrade(),
    'version' => OC::codeVersion()[0],
    'versionstring' => OC::codeVersion()[1],
    'edition' => '',
    'productname' => 'Nextcloud (stand-in)',
]);
