// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {Header} from "../../src/BatchHeader.sol";
import {BondTerms, IPostedBatches} from "../../src/BondTerms.sol";
import {ReceiptBond} from "../../src/ReceiptBond.sol";
import {Leaves} from "../../src/libraries/Leaves.sol";
import {OffingEip712} from "../../src/libraries/OffingEip712.sol";
import {MicroBatch, Receipt, Receipts} from "../../src/libraries/Receipts.sol";
import {DenseModel} from "./DenseModel.sol";
import {VenueTest} from "./VenueTest.sol";

/// @notice The library behind an external door, since it reads calldata.
contract ReceiptDoor {
    function leaf(Receipt calldata receipt) external pure returns (bytes32) {
        return Receipts.leaf(receipt);
    }

    function structHash(MicroBatch calldata batch) external pure returns (bytes32) {
        return Receipts.structHash(batch);
    }

    function isInBatch(Receipt calldata receipt) external pure returns (bool) {
        return Receipts.isInBatch(receipt);
    }

    function signer(Receipt calldata receipt, bytes32 separator) external pure returns (address) {
        return Receipts.signer(receipt, separator);
    }
}

/// @notice A venue with a sequencer's bond, and a sequencer that signs what it is told to.
/// @dev The entry of a sequence number is named by a salt: salt 0 is the honest one, which is posted.
abstract contract ReceiptTest is VenueTest {
    uint256 internal constant KEY = 0x5E9;
    uint64 internal constant SEQUENCER_BOND = 10_000_000_000;
    uint64 internal constant CHALLENGE_BOND = 20_000_000;
    uint32 internal constant DEADLINE = 600;
    uint32 internal constant ANSWER = 100;
    uint32 internal constant WITHDRAWAL = 1200;
    address internal constant CAROL = address(0xCA401);

    ReceiptBond internal receiptBond;
    ReceiptDoor internal door;

    function setUp() public virtual override {
        super.setUp();
        vm.roll(1000);
        door = new ReceiptDoor();
        bytes memory code = type(ReceiptBond).creationCode;
        receiptBond = ReceiptBond(_create("ReceiptBond", code, abi.encode(_bondTerms())));
        _fund(OPERATOR, SEQUENCER_BOND);
        vm.prank(OPERATOR);
        receiptBond.bond(SEQUENCER_BOND);
        _postGenesis();
    }

    function _bondTerms() internal view returns (BondTerms memory) {
        return BondTerms({
            settlement: IPostedBatches(address(settlement)),
            sequencer: vm.addr(KEY),
            minimum: 1_000_000_000,
            challengeBond: CHALLENGE_BOND,
            deadlineBlocks: DEADLINE,
            answerBlocks: ANSWER,
            withdrawalBlocks: WITHDRAWAL
        });
    }

    /// @dev Gives money and lets the receipt bond take it.
    function _fund(address payer, uint256 amount) internal {
        token.mint(payer, amount);
        vm.prank(payer);
        token.approve(address(receiptBond), type(uint256).max);
    }

    function _entryHash(uint64 seq, uint256 salt) internal pure returns (bytes32) {
        return keccak256(abi.encode("entry", seq, salt));
    }

    function _leaf(uint64 seq, uint256 salt) internal pure returns (bytes32) {
        return Leaves.input(seq, seq, _entryHash(seq, salt));
    }

    /// @dev Leaves of a range, of which one entry may be another than the honest one.
    function _range(uint64 first, uint64 count, uint64 odd, uint256 salt)
        internal
        pure
        returns (bytes32[] memory leaves)
    {
        leaves = new bytes32[](count);
        for (uint64 i = 0; i < count; ++i) leaves[i] = _leaf(first + i, first + i == odd ? salt : 0);
    }

    /// @dev A receipt out of a micro-batch of three entries that begins at `first`.
    function _receipt(uint64 seq, uint256 salt, uint64 epoch) internal view returns (Receipt memory receipt) {
        uint64 first = seq - (seq - 1) % 3;
        bytes32[] memory leaves = _range(first, 3, seq, salt);
        receipt.batch = MicroBatch({
            record: (seq + 2) / 3,
            epoch: epoch,
            firstSeq: first,
            count: 3,
            previousHash: keccak256(abi.encode("record", (seq + 2) / 3 - 1)),
            root: DenseModel.root(leaves),
            deadline: uint64(block.number) + DEADLINE
        });
        (receipt.seq, receipt.arrival, receipt.entryHash) = (seq, seq, _entryHash(seq, salt));
        (, receipt.siblings) = DenseModel.proof(leaves, seq - first);
        _sign(receipt, KEY);
    }

    function _receipt(uint64 seq) internal view returns (Receipt memory) {
        return _receipt(seq, 0, 1);
    }

    function _separator() internal view returns (bytes32) {
        return OffingEip712.domainSeparator(block.chainid, address(vault));
    }

    function _sign(Receipt memory receipt, uint256 key) internal view {
        _sign(receipt, key, _separator());
    }

    function _sign(Receipt memory receipt, uint256 key, bytes32 separator) internal view {
        bytes32 digest = OffingEip712.digest(separator, door.structHash(receipt.batch));
        (receipt.v, receipt.r, receipt.s) = vm.sign(key, digest);
    }

    /// @dev The next batch of ten honest entries, but for one with a salt.
    function _postInputs(uint64 odd, uint256 salt) internal returns (Header memory header) {
        header = _next();
        header.inputsRoot = DenseModel.root(_range(header.firstSeq, 10, odd, salt));
        _post(header, DATA);
    }

    function _postInputs() internal returns (Header memory) {
        return _postInputs(0, 0);
    }

    function _inclusion(Header memory header, uint64 seq, uint64 odd, uint256 salt)
        internal
        pure
        returns (bytes32[] memory siblings)
    {
        bytes32[] memory leaves = _range(header.firstSeq, 10, odd, salt);
        (, siblings) = DenseModel.proof(leaves, seq - header.firstSeq);
    }

    function _inclusion(Header memory header, uint64 seq) internal pure returns (bytes32[] memory) {
        return _inclusion(header, seq, 0, 0);
    }

    /// @dev Opens a challenge as Bob, once the deadline has passed.
    function _challenge(Receipt memory receipt) internal {
        _fund(BOB, CHALLENGE_BOND);
        vm.prank(BOB);
        receiptBond.challenge(receipt);
    }

    function _pass(uint256 blocks) internal {
        vm.roll(block.number + blocks);
        vm.warp(block.timestamp + blocks);
    }

    /// @dev What the bond's contract owes is what it holds.
    function _assertBooksBalance() internal view {
        uint256 owed = uint256(receiptBond.bondHeld()) + receiptBond.credit(ALICE) + receiptBond.credit(BOB)
            + receiptBond.credit(CAROL) + receiptBond.credit(OPERATOR)
            + uint256(receiptBond.openChallenges()) * CHALLENGE_BOND;
        vm.assertEq(token.balanceOf(address(receiptBond)), owed, "owed and held");
    }
}
