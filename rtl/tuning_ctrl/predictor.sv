`include "prim/assert.svh"

// PREDICT: reads centroid and predictor rows into the slope engine and keeps the predicted
// accuracies. In the test these are NOW and FORECAST of the nearest entry, in the retest AFTER,
// whose row lies behind the distance weights and needs no centroid.
module predictor (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        active_i,       // state is PREDICT
  input  logic        stopping_i,     // PREDICT is left by abort at the end of this cycle
  input  logic        start_i,        // START accepted: results are cleared
  input  logic        pass_i,
  input  logic [2:0]  groups_i,       // G
  input  logic [3:0]  pairs_i,        // H
  input  logic [9:0]  rows_offset_i,  // from the header of an entry to its row NOW
  input  logic [11:0] best0_addr_i,   // header of entry best0

  output logic        re_o,
  output logic [11:0] raddr_o,
  output logic        centre_o,       // what is read, see slope_engine
  output logic        base_o,
  output logic        slope_o,
  output logic [2:0]  index_o,
  output logic        row_o,
  input  logic signed [33:0] value0_i,
  input  logic signed [33:0] value1_i,

  output logic        done_o,         // last cycle of PREDICT
  output logic [15:0] now_o,
  output logic [15:0] forecast_o,
  output logic [15:0] after_o
);

  logic        in_rows_q, rows_done_q, row_q;
  logic [2:0]  index_q;               // pair of the centroid, or word of the row
  logic [3:0]  offset_q;              // word behind the beginning of centroid or rows
  logic [1:0]  drain_q;
  logic        reading, in_rows, last_centre, last_of_row;

  assign reading = active_i && !rows_done_q;
  assign in_rows = in_rows_q || pass_i;
  assign last_centre = {1'b0, index_q} + 4'd1 == pairs_i;
  assign last_of_row = index_q == groups_i;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      in_rows_q   <= 1'b0;
      rows_done_q <= 1'b0;
      row_q       <= 1'b0;
      index_q     <= '0;
      offset_q    <= '0;
      drain_q     <= '0;
    end else if (!active_i) begin
      in_rows_q   <= 1'b0;
      rows_done_q <= 1'b0;
      row_q       <= 1'b0;
      index_q     <= '0;
      offset_q    <= '0;
      drain_q     <= '0;
    end else if (rows_done_q) begin
      drain_q <= drain_q + 2'd1;
    end else if (in_rows) begin
      offset_q <= offset_q + 4'd1;
      index_q  <= last_of_row ? 3'd0 : index_q + 3'd1;
      if (last_of_row) begin
        row_q       <= 1'b1;
        rows_done_q <= row_q || pass_i;
      end
    end else begin
      offset_q  <= last_centre ? 4'd0 : offset_q + 4'd1;
      index_q   <= last_centre ? 3'd0 : index_q + 3'd1;
      in_rows_q <= last_centre;
    end
  end

  assign re_o = reading;
  assign done_o = active_i && rows_done_q && drain_q == 2'd2;

  always_comb begin
    raddr_o = '0;
    centre_o = 1'b0;
    base_o = 1'b0;
    slope_o = 1'b0;
    index_o = '0;
    row_o = 1'b0;
    if (reading) begin
      row_o = row_q;
      if (!in_rows) begin
        raddr_o = best0_addr_i + 12'd1 + {8'b0, offset_q};
        centre_o = 1'b1;
        index_o = index_q;
      end else begin
        raddr_o = (pass_i ? {9'b0, groups_i} : best0_addr_i + {2'b0, rows_offset_i}) +
                  {8'b0, offset_q};
        base_o = index_q == '0;
        slope_o = !base_o;
        index_o = base_o ? 3'd0 : index_q - 3'd1;
      end
    end
  end

  function automatic logic [15:0] saturated(logic signed [33:0] value);
    if (value > 34'sd32767) saturated = 16'h7fff;
    else if (value < -34'sd32768) saturated = 16'h8000;
    else saturated = value[15:0];
  endfunction

  logic [15:0] now_q, forecast_q, after_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      now_q      <= '0;
      forecast_q <= '0;
      after_q    <= '0;
    end else if (start_i) begin
      now_q      <= '0;
      forecast_q <= '0;
      after_q    <= '0;
    end else if (done_o && !stopping_i) begin
      if (pass_i) begin
        after_q <= saturated(value0_i);
      end else begin
        now_q      <= saturated(value0_i);
        forecast_q <= saturated(value1_i);
      end
    end
  end

  assign now_o = now_q;
  assign forecast_o = forecast_q;
  assign after_o = after_q;

  `COVER(SaturatedHigh, done_o && value0_i > 34'sd32767)
  `COVER(SaturatedLow, done_o && value0_i < -34'sd32768)
  `COVER(StoppedAtTheEnd, done_o && stopping_i)

endmodule
