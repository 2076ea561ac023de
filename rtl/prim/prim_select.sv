// Word `index_i` of an array, found by comparing: a word whose width is no power of two costs no
// multiplication then. 0 unless enabled.
module prim_select #(
  parameter int unsigned Width = 24,
  parameter int unsigned Count = 8
) (
  input  logic                     en_i,
  input  logic [$clog2(Count)-1:0] index_i,
  input  logic [Width*Count-1:0]   words_i,
  output logic [Width-1:0]         word_o
);

  always_comb begin
    word_o = '0;
    if (en_i) begin
      for (int unsigned i = 0; i < Count; i++) begin
        if (32'(index_i) == i) word_o = words_i[Width*i+:Width];
      end
    end
  end

endmodule
