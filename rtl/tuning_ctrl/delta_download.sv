// LOAD: the word of the delta memory that is downloaded. What the last-layer loop is to learn begins
// at 0, in the memory too; behind the loop, what it left at 0 needs no download.
module delta_download (
  input  logic        fetch_i,         // word index_i is read
  input  logic        load_i,          // it has arrived
  input  logic        clear_i,         // it begins at 0
  input  logic        spill_i,         // behind the loop
  input  logic [12:0] index_i,

  output logic        re_o,
  output logic [12:0] raddr_o,
  input  logic [31:0] rdata_i,
  output logic        we_o,
  output logic [12:0] waddr_o,
  output logic [31:0] wdata_o,

  output logic [31:0] word_o,          // to write; 0 unless load_i
  output logic        skip_o           // nothing to write
);

  assign re_o = fetch_i;
  assign raddr_o = fetch_i ? index_i : '0;
  assign word_o = load_i ? {rdata_i[31:8], clear_i ? 8'd0 : rdata_i[7:0]} : 32'd0;
  assign skip_o = load_i && spill_i && rdata_i[7:0] == '0;
  assign we_o = load_i && clear_i;
  assign waddr_o = we_o ? index_i : '0;
  assign wdata_o = we_o ? word_o : '0;

endmodule
