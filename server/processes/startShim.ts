/**
 * What a started process executes before its program: a few instructions, made here as an executable file in memory.
 * The wish to be killed with its parent is lost when a process is made, so it has to be told from inside; a program that
 * does that, such as `setpriv`, takes ten times as long for its own start. No library, no stack of its own, no data.
 *
 *     prctl(PR_SET_PDEATHSIG, SIGKILL);
 *     report = argv[0][0] - '0';                 // a descriptor
 *     fcntl(report, F_SETFD, FD_CLOEXEC);
 *     errno = -execve(argv[1], argv + 1, envp);  // what follows happens only if it was refused
 *     write(report, { getpid(), -errno }, 8);
 *     exit_group(REFUSED);
 */
import { Buffer } from 'node:buffer';

/** The exit code of one whose program was refused; programs may have it, too. */
export const REFUSED = 127;

const X64 = [
  'bf01000000 be09000000 b89d000000 0f05', // mov edi, 1; mov esi, 9; mov eax, 157 (prctl); syscall
  '488b5c2408 0fb61b 83eb30', // mov rbx, [rsp+8]; movzx ebx, byte [rbx]; sub ebx, '0'
  '89df be02000000 ba01000000 b848000000 0f05', // mov edi, ebx; mov esi, 2; mov edx, 1; mov eax, 72 (fcntl); syscall
  '488b0424 488d742410 488b3e 488d14c6', // mov rax, [rsp]; lea rsi, [rsp+16]; mov rdi, [rsi]; lea rdx, [rsi+rax*8]
  'b83b000000 0f05 89c5', // mov eax, 59 (execve); syscall; mov ebp, eax
  'b827000000 0f05', // mov eax, 39 (getpid); syscall
  '50 896c2404', // push rax; mov [rsp+4], ebp
  '89df 4889e6 ba08000000 b801000000 0f05', // mov edi, ebx; mov rsi, rsp; mov edx, 8; mov eax, 1 (write); syscall
  'bf7f000000 b8e7000000 0f05', // mov edi, 127; mov eax, 231 (exit_group); syscall
];

/** In words as they are read; in memory their bytes are the other way round. */
const ARM64 = [
  'd2800020 d2800121 d28014e8 d4000001', // mov x0, #1; mov x1, #9; mov x8, #167 (prctl); svc #0
  'f94007e9 39400133 5100c273', // ldr x9, [sp, #8]; ldrb w19, [x9]; sub w19, w19, #'0'
  '2a1303e0 d2800041 d2800022 d2800328 d4000001', // mov w0, w19; mov x1, #2; mov x2, #1; mov x8, #25 (fcntl); svc #0
  'f94003e9 910043e1 f9400020 8b090c22', // ldr x9, [sp]; add x1, sp, #16; ldr x0, [x1]; add x2, x1, x9, lsl #3
  'd2801ba8 d4000001 2a0003f4', // mov x8, #221 (execve); svc #0; mov w20, w0
  'd2801588 d4000001', // mov x8, #172 (getpid); svc #0
  '29be53e0', // stp w0, w20, [sp, #-16]!
  '2a1303e0 910003e1 d2800102 d2800808 d4000001', // mov w0, w19; mov x1, sp; mov x2, #8; mov x8, #64 (write); svc #0
  'd2800fe0 d2800bc8 d4000001', // mov x0, #127; mov x8, #94 (exit_group); svc #0
];

/** By the machine's architecture, as Node calls it; the number is the one that ELF has for it. */
const machines: Partial<Record<string, { elf: number; code: Buffer }>> = {
  x64: { elf: 62, code: bytes(X64) },
  arm64: { elf: 183, code: bytes(ARM64).swap32() },
};

const ADDRESS = 0x400000;
const HEADER_BYTES = 64;
const SEGMENT_BYTES = 56;
const CODE_AT = HEADER_BYTES + 2 * SEGMENT_BYTES;
/** The largest page that a machine may have. */
const PAGE_BYTES = 0x10000;

/** The file; see elf(5). @throws for a machine that there are no instructions for. */
export function startShim(arch: string = process.arch): Buffer {
  const machine = machines[arch];
  if (!machine) throw new Error(`there are no instructions for ${arch}`);
  const size = CODE_AT + machine.code.length;
  const file = Buffer.concat([Buffer.alloc(CODE_AT), machine.code]);
  // 64 bits, little-endian, version 1; an executable (2).
  file.write('\x7fELF\x02\x01\x01', 'latin1');
  file.writeUInt16LE(2, 16);
  file.writeUInt16LE(machine.elf, 18);
  file.writeUInt32LE(1, 20);
  file.writeBigUInt64LE(BigInt(ADDRESS + CODE_AT), 24);
  file.writeBigUInt64LE(BigInt(HEADER_BYTES), 32);
  file.writeUInt16LE(HEADER_BYTES, 52);
  file.writeUInt16LE(SEGMENT_BYTES, 54);
  file.writeUInt16LE(2, 56);
  writeSegment(file, HEADER_BYTES, { type: PT_LOAD, flags: READ | EXECUTE, address: ADDRESS, size });
  const stack = { type: PT_GNU_STACK, flags: READ | WRITE, address: 0, size: 0 };
  writeSegment(file, HEADER_BYTES + SEGMENT_BYTES, stack);
  return file;
}

const PT_LOAD = 1;
const PT_GNU_STACK = 0x6474e551;
const EXECUTE = 1;
const WRITE = 2;
const READ = 4;

interface Segment {
  type: number;
  flags: number;
  address: number;
  size: number;
}

function writeSegment(file: Buffer, at: number, { type, flags, address, size }: Segment): void {
  file.writeUInt32LE(type, at);
  file.writeUInt32LE(flags, at + 4);
  file.writeBigUInt64LE(BigInt(address), at + 16);
  file.writeBigUInt64LE(BigInt(address), at + 24);
  file.writeBigUInt64LE(BigInt(size), at + 32);
  file.writeBigUInt64LE(BigInt(size), at + 40);
  file.writeBigUInt64LE(BigInt(PAGE_BYTES), at + 48);
}

function bytes(lines: readonly string[]): Buffer {
  return Buffer.from(lines.join('').replaceAll(' ', ''), 'hex');
}
