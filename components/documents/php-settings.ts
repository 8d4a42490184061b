import type { DocumentsSettings } from "./documents-settings";
import { shortSize } from "./sizes";

/** Settings of PHP for pages and the command line. */
export function phpIni({ data, uploadLimit }: DocumentsSettings): string {
  const limit = shortSize(uploadLimit);
  return `; Made by Open Infrastructure, changes are lost.
memory_limit = 512M
upload_max_filesize = ${limit}
post_max_size = ${limit}
max_execution_time = 3600
max_input_time = 3600
output_buffering = 0
expose_php = Off
; An upload rests here until it is whole, on the disk that it ends on.
upload_tmp_dir = ${data}/temporary
sys_temp_dir = ${data}/temporary
session.save_path = /var/lib/open-infrastructure-documents
session.gc_probability = 1
session.gc_divisor = 1000
session.gc_maxlifetime = 86400
session.cookie_secure = On
apc.enable_cli = 1
apc.shm_size = 64M
opcache.memory_consumption = 160
opcache.interned_strings_buffer = 24
opcache.max_accelerated_files = 20000
opcache.revalidate_freq = 2
; The sandbox lets nobody write code at run time.
pcre.jit = 0
opcache.jit = disable
`;
}
