<?php
if (PHP_VERSION_ID < 80100) {
    http_response_code(500);
    echo 'This stand-in requires at least PHP 8.1';
    exit(1);
}
