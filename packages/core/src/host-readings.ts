/** Memory in use and what it is a part of: of the container where one is limited, else of the host. */
export interface HostMemory {
  readonly usedBytes: number;
  readonly totalBytes: number;
}

/** Space of one file system. */
export interface HostDisk {
  readonly mountpoint: string;
  readonly usedBytes: number;
  /** Of what unprivileged users may fill, as `df` shows it: 0 … 100. */
  readonly usedPercent: number;
}

/** What is known of the machine or container this process runs in. What is absent is unknown. */
export interface HostReadings {
  /** 0 … 100. */
  readonly cpuPercent?: number | undefined;
  readonly memory?: HostMemory | undefined;
  /** Local file systems. */
  readonly disks?: readonly HostDisk[] | undefined;
}

/** Where those who judge the host get its readings from; the host is read in one place only. */
export type HostReadingsProvider = () => HostReadings | Promise<HostReadings>;

/** What `statfs` answers, as far as space is concerned. */
export interface FileSystemBlocks {
  readonly blocks: number;
  readonly bfree: number;
  readonly bavail: number;
  readonly bsize: number;
}

/**
 * The space in use of a file system, as `df` works it out: blocks reserved for root count neither as used nor as
 * fillable. Undefined for a file system without blocks, such as `/proc`.
 */
export function diskSpace({
  blocks,
  bfree,
  bavail,
  bsize,
}: FileSystemBlocks): Omit<HostDisk, 'mountpoint'> | undefined {
  const usedBytes = (blocks - bfree) * bsize;
  const fillable = usedBytes + bavail * bsize;
  if (!(fillable > 0)) return undefined;
  return { usedBytes, usedPercent: (usedBytes / fillable) * 100 };
}
