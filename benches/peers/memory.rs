//! How much memory a run takes: in a process that holds nothing but the matrix, so that no memory of what made it is used again.

use std::env::current_exe;
use std::fs;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::process::{Command, Stdio};

use mungchi::cluster::{Clustered, table_bytes};
use mungchi::matrix::UnitRows;

use crate::runs::Named;
use crate::{Asked, engine};

/// What the other process is asked for.
pub const RECEIVED: &str = "memory-received";

/// A weight and its term.
const WEIGHT_BYTES: usize = size_of::<u32>() + size_of::<f32>();

/// Prints a line for each matrix and number of clusters.
pub fn memory(asked: &Asked) {
    for named in asked.names.iter().map(|source| Named::new(source)) {
        for &n_clusters in &asked.n_clusters {
            let mut command = Command::new(current_exe().expect("this program has a path"));
            command.arg(RECEIVED).arg(named.work(n_clusters, asked));
            for (option, number) in
                [("--k", n_clusters), ("--iterations", asked.iterations), ("--restarts", asked.restarts)]
            {
                command.arg(option).arg(number.to_string());
            }
            let mut child = command.stdin(Stdio::piped()).spawn().expect("this program starts again");
            send(&named.rows, child.stdin.take().expect("it was asked for")).expect("the matrix is taken");
            assert!(child.wait().expect("it ends").success(), "the run failed");
        }
    }
}

/// Clusters the matrix that comes through the standard input, and prints what that took.
pub fn received(asked: &Asked, work: &str) {
    let rows = receive(BufReader::new(io::stdin())).expect("a matrix comes");
    let n_clusters = asked.n_clusters[0];
    let before = resident("VmRSS:");
    // Linux forgets the peak before this.
    fs::write("/proc/self/clear_refs", "5").expect("Linux measures memory");
    let whole = asked.engine(n_clusters, 1);
    let ended = engine::run(&rows, whole, || {});
    let peak = resident("VmHWM:");
    // The run itself has this many, for as long as documents change between many clusters.
    let begun = engine::run(&rows, engine::Asked { max_iterations: 1, restarts: 1, ..whole }, || {});
    let of_matrix = rows.nnz() * WEIGHT_BYTES + (rows.n_rows() + 1) * size_of::<usize>();
    // What the program itself takes is not of clustering.
    let times = |(centroids, tables): (usize, usize)| {
        (of_matrix + peak - before) as f64 / (of_matrix + centroids + tables) as f64
    };
    let [begun, ended] = [&begun, &ended].map(|clustered| compared_with(&rows, clustered));
    let [matrix, peak] = [of_matrix, of_matrix + peak - before].map(mb);
    println!(
        "{work}: matrix {matrix} MB, centroids {} MB and their tables {} MB after an iteration, {} and {} MB at the end; the \
         matrix and what came to it at most {peak} MB, {:.2} and {:.2} times the three",
        mb(begun.0),
        mb(begun.1),
        mb(ended.0),
        mb(ended.1),
        times(begun),
        times(ended)
    );
}

/// Bytes of the centroids, and of the tables that documents are compared with.
fn compared_with(rows: &UnitRows, Clustered { clustering, centroids }: &Clustered) -> (usize, usize) {
    // If they are lists there may be others, of up to half of the centroids.
    let of_tables = table_bytes(rows, centroids, clustering.objective, centroids.n_rows() / 2);
    (centroids.nnz() * WEIGHT_BYTES, of_tables)
}

fn mb(bytes: usize) -> usize {
    bytes / 1_000_000
}

/// Bytes that Linux says this process has or had.
fn resident(name: &str) -> usize {
    let status = fs::read_to_string("/proc/self/status").expect("Linux measures memory");
    let line = status.lines().find_map(|line| line.strip_prefix(name)).expect("it tells this number");
    line.trim().trim_end_matches(" kB").parse::<usize>().expect("in kB") * 1024
}

fn send(rows: &UnitRows, to: impl Write) -> io::Result<()> {
    let mut to = BufWriter::new(to);
    for number in [rows.n_rows(), rows.n_cols(), rows.nnz()] {
        to.write_all(&(number as u64).to_le_bytes())?;
    }
    for row in rows.rows() {
        to.write_all(&(row.terms.len() as u64).to_le_bytes())?;
    }
    for term in rows.rows().flat_map(|row| row.terms) {
        to.write_all(&term.to_le_bytes())?;
    }
    for weight in rows.rows().flat_map(|row| row.weights) {
        to.write_all(&weight.to_le_bytes())?;
    }
    to.flush()
}

fn receive(mut from: impl Read) -> io::Result<UnitRows> {
    let mut number = || {
        let mut bytes = [0; 8];
        from.read_exact(&mut bytes).map(|()| u64::from_le_bytes(bytes) as usize)
    };
    let (n_rows, n_cols, nnz) = (number()?, number()?, number()?);
    let mut starts = Vec::with_capacity(n_rows + 1);
    starts.push(0);
    for row in 0..n_rows {
        starts.push(starts[row] + number()?);
    }
    let (mut terms, mut weights) = (vec![0; nnz], vec![0.0; nnz]);
    let mut bytes = [0; 4];
    for term in &mut terms {
        from.read_exact(&mut bytes)?;
        *term = u32::from_le_bytes(bytes);
    }
    for weight in &mut weights {
        from.read_exact(&mut bytes)?;
        *weight = f32::from_le_bytes(bytes);
    }
    Ok(UnitRows::from_parts(n_cols, starts, terms, weights).expect("rows as they were sent"))
}
