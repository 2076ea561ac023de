// A statistic as the projection sees it, 13 bits: log2 in UQ5.8 (position of the leading one and a
// 64-entry table of the six bits behind it), or the statistic shifted right and clipped.
module statistic_code (
  input  logic        enable_i,   // 0 holds the output at 0
  input  logic        log2_en_i,
  input  logic [4:0]  shift_i,    // of the linear code
  input  logic [31:0] statistic_i,
  output logic [12:0] code_o
);

  logic [31:0] aligned, shifted;  // leading one moved to bit 31; linear code before clipping
  logic [4:0]  leading;
  logic [7:0]  fraction;
  logic        unused_aligned;

  // Five halving steps move the leading one to the top and count how far.
  always_comb begin
    aligned = enable_i ? statistic_i : '0;
    leading = 5'd31;
    if (enable_i && log2_en_i) begin
      if (aligned[31:16] == '0) begin
        aligned = {aligned[15:0], 16'b0};
        leading[4] = 1'b0;
      end
      if (aligned[31:24] == '0) begin
        aligned = {aligned[23:0], 8'b0};
        leading[3] = 1'b0;
      end
      if (aligned[31:28] == '0) begin
        aligned = {aligned[27:0], 4'b0};
        leading[2] = 1'b0;
      end
      if (aligned[31:30] == '0) begin
        aligned = {aligned[29:0], 2'b0};
        leading[1] = 1'b0;
      end
      if (!aligned[31]) begin
        aligned = {aligned[30:0], 1'b0};
        leading[0] = 1'b0;
      end
    end
  end
  assign unused_aligned = |aligned[24:0];

  // floor(256 log2(1 + m / 64) + 1/2)
  always_comb begin
    fraction = 8'd0;
    if (enable_i && log2_en_i) begin
      case (aligned[30:25])
        6'd0: fraction = 8'd0;
        6'd1: fraction = 8'd6;
        6'd2: fraction = 8'd11;
        6'd3: fraction = 8'd17;
        6'd4: fraction = 8'd22;
        6'd5: fraction = 8'd28;
        6'd6: fraction = 8'd33;
        6'd7: fraction = 8'd38;
        6'd8: fraction = 8'd44;
        6'd9: fraction = 8'd49;
        6'd10: fraction = 8'd54;
        6'd11: fraction = 8'd59;
        6'd12: fraction = 8'd63;
        6'd13: fraction = 8'd68;
        6'd14: fraction = 8'd73;
        6'd15: fraction = 8'd78;
        6'd16: fraction = 8'd82;
        6'd17: fraction = 8'd87;
        6'd18: fraction = 8'd92;
        6'd19: fraction = 8'd96;
        6'd20: fraction = 8'd100;
        6'd21: fraction = 8'd105;
        6'd22: fraction = 8'd109;
        6'd23: fraction = 8'd113;
        6'd24: fraction = 8'd118;
        6'd25: fraction = 8'd122;
        6'd26: fraction = 8'd126;
        6'd27: fraction = 8'd130;
        6'd28: fraction = 8'd134;
        6'd29: fraction = 8'd138;
        6'd30: fraction = 8'd142;
        6'd31: fraction = 8'd146;
        6'd32: fraction = 8'd150;
        6'd33: fraction = 8'd154;
        6'd34: fraction = 8'd157;
        6'd35: fraction = 8'd161;
        6'd36: fraction = 8'd165;
        6'd37: fraction = 8'd169;
        6'd38: fraction = 8'd172;
        6'd39: fraction = 8'd176;
        6'd40: fraction = 8'd179;
        6'd41: fraction = 8'd183;
        6'd42: fraction = 8'd186;
        6'd43: fraction = 8'd190;
        6'd44: fraction = 8'd193;
        6'd45: fraction = 8'd197;
        6'd46: fraction = 8'd200;
        6'd47: fraction = 8'd203;
        6'd48: fraction = 8'd207;
        6'd49: fraction = 8'd210;
        6'd50: fraction = 8'd213;
        6'd51: fraction = 8'd216;
        6'd52: fraction = 8'd220;
        6'd53: fraction = 8'd223;
        6'd54: fraction = 8'd226;
        6'd55: fraction = 8'd229;
        6'd56: fraction = 8'd232;
        6'd57: fraction = 8'd235;
        6'd58: fraction = 8'd238;
        6'd59: fraction = 8'd241;
        6'd60: fraction = 8'd244;
        6'd61: fraction = 8'd247;
        6'd62: fraction = 8'd250;
        6'd63: fraction = 8'd253;
        default: fraction = 8'd0;
      endcase
    end
  end

  always_comb begin
    shifted = '0;
    code_o = '0;
    if (enable_i && log2_en_i) begin
      if (aligned[31]) code_o = {leading, fraction};  // log2(0) = 0
    end else if (enable_i) begin
      shifted = statistic_i >> shift_i;
      code_o = |shifted[31:13] ? 13'h1fff : shifted[12:0];
    end
  end

endmodule
