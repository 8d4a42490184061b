<?php
// WebDAV, as much of it as programs need that keep folders in step.
declare(strict_types=1);

/** A path below somebody's files, or none if it leads elsewhere. */
function placeOf(string $user, string $path): string
{
    $parts = array_filter(explode('/', rawurldecode($path)), fn ($part) => $part !== '');
    if (array_intersect($parts, ['.', '..']) !== []) {
        http_response_code(400);
        exit;
    }
    return rtrim(OC::home($user) . '/' . implode('/', $parts), '/');
}

function used(string $user): int
{
    return (int)OC::query('SELECT coalesce(sum(size), 0) AS n FROM oc_filecache WHERE owner = ?', $user)[0]['n'];
}

/** A file's row, which every change of it changes. */
function remember(string $user, string $place): void
{
    $path = substr($place, strlen(OC::home($user)));
    OC::query('DELETE FROM oc_filecache WHERE owner = ? AND (path = ? OR path LIKE ?)', $user, $path, "$path/%");
    if (is_file($place)) {
        OC::query('INSERT INTO oc_filecache (owner, path, size, mtime, etag) VALUES (?, ?, ?, ?, ?)', $user, $path, filesize($place), filemtime($place), bin2hex(random_bytes(8)));
    }
}

function erase(string $place): void
{
    if (is_dir($place)) {
        foreach (array_diff(scandir($place) ?: [], ['.', '..']) as $name) {
            erase("$place/$name");
        }
        rmdir($place);
    } else {
        unlink($place);
    }
}

/** Takes a file as it arrives. It takes its place when it is whole. */
function take(string $user, string $place): int
{
    if (!is_dir(dirname($place))) {
        return 409;
    }
    $part = OC::get('tempdirectory') . '/' . bin2hex(random_bytes(8)) . '.part';
    $lock = 'lock:' . md5($place);
    $cache = OC::cache();
    if (!$cache->set($lock, '1', ['nx', 'ex' => 3600])) {
        return 423;
    }
    try {
        $size = stream_copy_to_stream(fopen('php://input', 'r'), fopen($part, 'w'));
        $announced = (int)($_SERVER['CONTENT_LENGTH'] ?? $size);
        if ($size === false || $size !== $announced) {
            unlink($part);
            return 400;
        }
        $limit = OC::quota();
        if ($limit !== null && used($user) + $size > $limit) {
            unlink($part);
            return 507;
        }
        $there = is_file($place);
        rename($part, $place);
        remember($user, $place);
        return $there ? 204 : 201;
    } finally {
        $cache->del($lock);
    }
}

function send(string $place, bool $body): void
{
    header('Content-Type: application/octet-stream');
    header('Content-Length: ' . filesize($place));
    header('Content-Disposition: attachment');
    header("Content-Security-Policy: default-src 'none';");
    if ($body) {
        readfile($place);
    }
}

/** One level of a directory. */
function listing(string $place, string $address): void
{
    http_response_code(207);
    header('Content-Type: application/xml; charset=utf-8');
    echo '<?xml version="1.0"?><d:multistatus xmlns:d="DAV:">';
    $names = is_dir($place) && ($_SERVER['HTTP_DEPTH'] ?? '1') !== '0' ? array_diff(scandir($place) ?: [], ['.', '..']) : [];
    foreach (['', ...$names] as $name) {
        $each = $name === '' ? $place : "$place/$name";
        $href = rtrim($address, '/') . ($name === '' ? '' : '/' . rawurlencode($name)) . (is_dir($each) ? '/' : '');
        $kind = is_dir($each) ? '<d:collection/>' : '';
        $size = is_dir($each) ? '' : '<d:getcontentlength>' . filesize($each) . '</d:getcontentlength>';
        echo "<d:response><d:href>$href</d:href><d:propstat><d:prop><d:resourcetype>$kind</d:resourcetype>$size</d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>";
    }
    echo '</d:multistatus>';
}

function dav(string $user, string $prefix, string $path): int
{
    $place = placeOf($user, $path);
    @mkdir(OC::home($user), 0750, true);
    $method = $_SERVER['REQUEST_METHOD'];
    if (in_array($method, ['GET', 'HEAD', 'DELETE', 'MOVE', 'PROPFIND'], true) && !file_exists($place)) {
        return 404;
    }
    switch ($method) {
        case 'OPTIONS':
            header('DAV: 1, 3');
            return 200;
        case 'PUT':
            return take($user, $place);
        case 'GET':
        case 'HEAD':
            send($place, $method === 'GET');
            return 200;
        case 'MKCOL':
            return @mkdir($place, 0750) ? 201 : 405;
        case 'DELETE':
            erase($place);
            remember($user, $place);
            return 204;
        case 'MOVE':
            $target = placeOf($user, substr((string)parse_url($_SERVER['HTTP_DESTINATION'], PHP_URL_PATH), strlen($prefix)));
            rename($place, $target);
            remember($user, $place);
            remember($user, $target);
            return 201;
        case 'PROPFIND':
            listing($place, $prefix . $path);
            return 207;
        default:
            return 405;
    }
}
